package sailpoint.object;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class Application extends SailPointObject {

}
