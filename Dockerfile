# syntax=docker/dockerfile:1
# One static binary, nothing else: no shell, no package. It writes no file, so the root file system can be read-only.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# `bot version` tells the commit by the repository that is copied; without one it says unknown.
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/bot ./cmd/bot && /out/bot version
# What the last stage cannot make by itself: an unprivileged user, and the certificates of public authorities.
RUN mkdir -p /out/etc/ssl/certs && \
    echo 'bot:x:65532:65532:IIQ Approvals:/:/sbin/nologin' > /out/etc/passwd && \
    echo 'bot:x:65532:' > /out/etc/group && \
    cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/

FROM scratch
COPY --from=build /out/etc /etc
COPY --from=build /out/bot /bot
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/bot"]
CMD ["run"]
