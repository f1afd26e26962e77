import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists what the classes of a folder use of sailpoint.*, from their constant pools: "class a.B", "a.B.field", and
 * "a.B.name(argument,argument)". What is reached by name is listed too.
 */
public final class Signatures {
    private static final Pattern CLASS = Pattern.compile("L(sailpoint/[\\w/$]+);");
    /** A member that a class reaches by its name: such a text stands in it as it does in the list. */
    private static final Pattern NAMED = Pattern.compile("(sailpoint\\.[\\w.$]+)\\.(<init>|\\w+)\\([\\w.,$]*\\)");

    private Signatures() {
    }

    public static void main(String[] arguments) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        List<Path> classes;
        try (Stream<Path> all = Files.walk(Paths.get(arguments[0]))) {
            classes = all.filter(p -> p.toString().endsWith(".class")).collect(Collectors.toList());
        }
        for (Path one : classes) {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(one))) {
                read(in, found);
            }
        }
        System.out.println("# What the gateway uses of IdentityIQ. Written by the build.");
        found.forEach(System.out::println);
    }

    private static void read(DataInputStream in, TreeSet<String> found) throws IOException {
        in.skipBytes(8);
        int count = in.readUnsignedShort();
        int[] tag = new int[count];
        int[] a = new int[count];
        int[] b = new int[count];
        String[] text = new String[count];
        for (int i = 1; i < count; i++) {
            tag[i] = in.readUnsignedByte();
            switch (tag[i]) {
                case 1: text[i] = in.readUTF(); break;
                case 3: case 4: in.skipBytes(4); break;
                case 5: case 6: in.skipBytes(8); i++; break;
                case 7: case 8: case 16: case 19: case 20: a[i] = in.readUnsignedShort(); break;
                case 15: in.skipBytes(3); break;
                case 9: case 10: case 11: case 12: case 17: case 18: a[i] = in.readUnsignedShort(); b[i] = in.readUnsignedShort(); break;
                default: throw new IOException("an unknown constant: " + tag[i]);
            }
        }
        for (int i = 1; i < count; i++) {
            if (tag[i] == 1 && text[i].matches("[(\\[L].*")) {
                // Descriptors. An annotation that is not there is passed over in silence, and with @RequiredRight goes the right.
                for (Matcher named = CLASS.matcher(text[i]); named.find();) {
                    found.add("class " + named.group(1).replace('/', '.'));
                }
            } else if (tag[i] == 8 && NAMED.matcher(text[a[i]]).matches()) {
                found.add(text[a[i]]);
                found.add("class " + NAMED.matcher(text[a[i]]).replaceAll("$1"));
            } else if (tag[i] == 7 && text[a[i]].startsWith("sailpoint/")) {
                found.add("class " + text[a[i]].replace('/', '.'));
            } else if (tag[i] >= 9 && tag[i] <= 11 && text[a[a[i]]].startsWith("sailpoint/")) {
                String member = text[a[a[i]]].replace('/', '.') + "." + text[a[b[i]]];
                found.add(tag[i] == 9 ? member : member + "(" + arguments(text[b[b[i]]]) + ")");
            }
        }
    }

    /** The arguments of a descriptor as class names: (Ljava/lang/String;Z)V is java.lang.String,boolean. */
    private static String arguments(String descriptor) {
        StringBuilder out = new StringBuilder();
        for (int i = 1; descriptor.charAt(i) != ')'; i++) {
            out.append(out.length() == 0 ? "" : ",");
            char c = descriptor.charAt(i);
            if (c == 'L') {
                int end = descriptor.indexOf(';', i);
                out.append(descriptor.substring(i + 1, end).replace('/', '.'));
                i = end;
            } else {
                out.append(c == 'Z' ? "boolean" : c == 'I' ? "int" : c == 'J' ? "long" : String.valueOf(c));
            }
        }
        return out.toString();
    }
}
