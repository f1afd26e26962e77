package sailpoint.object;

/**
 * Signatures only, to compile against. Source: github instrumental-id/iiq-common-public (Apache-2.0), github
 * sailpoint-oss/colab-community-rest-api-plugin (MIT).
 */
public class QueryOptions {
    public QueryOptions() {
        throw new UnsupportedOperationException();
    }

    public void addFilter(Filter filter) {
        throw new UnsupportedOperationException();
    }

    public void addOrdering(String property, boolean ascending) {
        throw new UnsupportedOperationException();
    }

    public void setResultLimit(int limit) {
        throw new UnsupportedOperationException();
    }

    public void setFirstRow(int row) {
        throw new UnsupportedOperationException();
    }
}
