package sailpoint.object;

/** Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0). */
public class Comment {
    public Comment(String text, String author) {
        throw new UnsupportedOperationException();
    }
}
