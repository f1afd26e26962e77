package sailpoint.object;

/**
 * Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0); general
 * knowledge of the public API; gateway/check confirms it.
 */
public class IdentityRequest extends SailPointObject {
}
