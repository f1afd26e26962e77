package sailpoint.tools;

/** Signatures only, to compile against. Source: github sailpoint-oss/colab-community-rest-api-plugin (MIT). */
public class GeneralException extends Exception {
    public GeneralException() {
    }

    public GeneralException(String message) {
        super(message);
    }
}
