package sailpoint.object;

import java.util.ArrayList;
import java.util.List;

/** A stand-in for tests. */
public class QueryOptions {
    public final List<Filter> filters = new ArrayList<>();
    /** Properties, downwards with a minus before them. */
    public final List<String> orderings = new ArrayList<>();
    public int limit;
    public int first;

    public void addFilter(Filter filter) {
        filters.add(filter);
    }

    public void addOrdering(String property, boolean ascending) {
        orderings.add(ascending ? property : "-" + property);
    }

    public void setResultLimit(int rows) {
        limit = rows;
    }

    public void setFirstRow(int row) {
        first = row;
    }
}
