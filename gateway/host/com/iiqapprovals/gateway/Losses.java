package com.iiqapprovals.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays SignatureCheck on one stand-in for IIQ after the other, each of which lacks something. The arguments are signatures.txt, the
 * folder with the check and with all classes, and a folder that has one folder for each loss: the classes that are others there, and a
 * file "gone" with the names of those that are not there. Before what the check says stands the name of the folder, after it the
 * exit code.
 */
public final class Losses {
    private Losses() {
    }

    public static void main(String[] arguments) throws Exception {
        for (Path one : foldersOf(Paths.get(arguments[2]))) {
            System.out.println("loss: " + one.getFileName());
            Set<String> gone = new HashSet<>(Files.readAllLines(one.resolve("gone")));
            URL[] classes = {one.toUri().toURL(), Paths.get(arguments[1]).toUri().toURL()};
            try (Less less = new Less(classes, gone)) {
                Object code = less.loadClass("SignatureCheck").getMethod("check", String.class, PrintStream.class)
                        .invoke(null, arguments[0], System.out);
                System.out.println("exit code: " + code);
            }
        }
    }

    private static List<Path> foldersOf(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().collect(Collectors.toList());
        }
    }

    /** Loads what is there, and nothing of the class path of this program. */
    private static final class Less extends URLClassLoader {
        private final Set<String> gone;

        Less(URL[] classes, Set<String> gone) {
            super(classes, ClassLoader.getPlatformClassLoader());
            this.gone = gone;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (gone.contains(name)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
