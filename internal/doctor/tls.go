package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
)

// How crypto/tls names the alerts of a server that shares no version, or no cipher, of TLS, and a server that chose an old version;
// it has no type for them. https://www.rfc-editor.org/rfc/rfc8446#section-6
const (
	saysProtocolVersion  = "tls: protocol version not supported"
	saysHandshakeFailure = "tls: handshake failure"
	choseOldVersion      = "tls: server selected unsupported protocol version"
)

// tlsTrouble gives what is wrong with a server's TLS, and the cure. is false where the error has another cause. setting names the
// address in the settings; theirs is true for a server of somebody else, whose certificate an inspecting proxy may have replaced.
func tlsTrouble(err error, setting string, theirs bool) (wrong, cure string, is bool) {
	var untrusted *tls.CertificateVerificationError
	words := err.Error()
	switch {
	case errors.As(err, &untrusted):
		return "its certificate is not trusted: " + lastWords(err), certificateCure(untrusted.Err, setting, theirs), true
	case strings.Contains(words, saysProtocolVersion), strings.Contains(words, choseOldVersion):
		return "it speaks only old versions of TLS: " + lastWords(err),
			"let the server, or the proxy before it, speak TLS 1.2 or newer; the bot does not speak older ones, which can be broken", true
	case strings.Contains(words, saysHandshakeFailure):
		return "it offers no cipher that is still safe: " + lastWords(err),
			"let the server, or the proxy before it, offer the ciphers of TLS 1.3 or the ECDHE ciphers of TLS 1.2", true
	}
	return "", "", false
}

func certificateCure(err error, setting string, theirs bool) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown) && theirs:
		return "a proxy between this machine and Slack shows a certificate of its own: make this machine trust the proxy's authority" +
			" (SSL_CERT_FILE), or let the proxy pass Slack uninspected"
	case errors.As(err, &unknown):
		return "make this machine trust the certificate's authority (SSL_CERT_FILE), or install a certificate of an authority that it trusts"
	case errors.As(err, &name):
		return "use in " + setting + " a name that the certificate is for, or install a certificate for this name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "renew the certificate; where it is still good, set this machine's clock right"
	}
	return "install a certificate that this machine trusts for the name in " + setting + ", or make this machine trust its authority (SSL_CERT_FILE)"
}
