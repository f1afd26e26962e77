package sailpoint.object;

import java.util.ArrayList;
import java.util.List;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class ManagedAttribute extends SailPointObject {
    public List<String> classificationNames = new ArrayList<>();

    public Attributes<String, Object> attributes = new Attributes<>();

    public Object getAttribute(String key) {
        return attributes.get(key);
    }

    public String getDescription(String locale) {
        return description;
    }

    public List<String> getClassificationNames() {
        return classificationNames;
    }
}
