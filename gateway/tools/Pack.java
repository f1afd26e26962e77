import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a folder into a zip that is the same bytes each time: files in the order of their names, one fixed time, stored as they are
 * (what a compressor writes differs between versions).
 */
public final class Pack {
    private Pack() {
    }

    public static void main(String[] arguments) throws IOException {
        Path from = Paths.get(arguments[0]);
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).sorted((a, b) -> name(from, a).compareTo(name(from, b))).collect(Collectors.toList());
        }
        try (OutputStream out = Files.newOutputStream(Paths.get(arguments[1])); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path one : files) {
                byte[] content = Files.readAllBytes(one);
                CRC32 sum = new CRC32();
                sum.update(content);
                ZipEntry entry = new ZipEntry(name(from, one));
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                entry.setCrc(sum.getValue());
                entry.setTimeLocal(LocalDateTime.of(2020, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
    }

    private static String name(Path from, Path file) {
        return from.relativize(file).toString().replace('\\', '/');
    }
}
