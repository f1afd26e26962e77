import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells which members this IdentityIQ lacks that the gateway calls. It calls none of them, and changes nothing:
 *
 * <pre>
 * javac SignatureCheck.java
 * java -cp ".:$IIQ_HOME/WEB-INF/classes:$IIQ_HOME/WEB-INF/lib/*" SignatureCheck signatures.txt
 * </pre>
 *
 * Exit code 0: all are there; 1: some are missing, one line each; 2: wrong use.
 */
public final class SignatureCheck {
    private SignatureCheck() {
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: SignatureCheck signatures.txt");
            System.exit(2);
        }
        System.exit(check(arguments[0], System.out));
    }

    /** Writes a line for each member that is missing, and the counts; the result is the exit code. */
    public static int check(String signatures, PrintStream out) throws IOException {
        int checked = 0;
        int missing = 0;
        try (BufferedReader in = Files.newBufferedReader(Paths.get(signatures))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    checked++;
                    String why = lacks(line);
                    if (why != null) {
                        missing++;
                        out.println("missing: " + line + " (" + why + ")");
                    }
                }
            }
        }
        out.println(checked + " members checked, " + missing + " missing");
        return missing == 0 ? 0 : 1;
    }

    /** Why a member is not there, or null. */
    private static String lacks(String signature) {
        if (signature.startsWith("class ")) {
            return lacksClass(signature.substring(6));
        }
        int open = signature.indexOf('(');
        String before = open < 0 ? signature : signature.substring(0, open);
        String owner = before.substring(0, before.lastIndexOf('.'));
        String name = before.substring(owner.length() + 1);
        try {
            Class<?> type = Class.forName(owner, false, SignatureCheck.class.getClassLoader());
            if (open < 0) {
                type.getField(name);
                return null;
            }
            List<Executable> all = new ArrayList<>();
            all.addAll(Arrays.asList(name.equals("<init>") ? type.getDeclaredConstructors() : type.getMethods()));
            String others = "";
            for (Executable one : all) {
                if (name.equals("<init>") || one.getName().equals(name)) {
                    String found = arguments(one.getParameterTypes());
                    if (found.equals(signature.substring(open + 1, signature.indexOf(')')))) {
                        return null;
                    }
                    others += " (" + found + ")";
                }
            }
            return others.isEmpty() ? "no member of this name" : "there are:" + others;
        } catch (ClassNotFoundException e) {
            return "no class " + owner;
        } catch (NoSuchFieldException e) {
            return "no field of this name";
        } catch (LinkageError e) {
            return "its class cannot be loaded: " + e;
        }
    }

    private static String lacksClass(String name) {
        try {
            Class.forName(name, false, SignatureCheck.class.getClassLoader());
            return null;
        } catch (ClassNotFoundException e) {
            return "not there";
        } catch (LinkageError e) {
            return "cannot be loaded: " + e;
        }
    }

    private static String arguments(Class<?>[] types) {
        StringBuilder out = new StringBuilder();
        for (Class<?> one : types) {
            out.append(out.length() == 0 ? "" : ",").append(one.getName());
        }
        return out.toString();
    }
}
