import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what javap -c says, and lists each member of sailpoint.* that is used: a.B.name(argument,argument), or a.B.field. */
public final class Signatures {
    private static final Pattern MEMBER = Pattern.compile("// (?:Interface)?(Method|Field) (sailpoint/[\\w/$]+)\\.\"?([\\w<>$]+)\"?:(\\S+)");

    private Signatures() {
    }

    public static void main(String[] arguments) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher m = MEMBER.matcher(line);
            if (m.find()) {
                String owner = m.group(2).replace('/', '.') + "." + m.group(3);
                found.add(m.group(1).equals("Field") ? owner : owner + "(" + arguments(m.group(4)) + ")");
            }
        }
        System.out.println("# Each member of IdentityIQ that the gateway calls. Written by the build.");
        found.forEach(System.out::println);
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
