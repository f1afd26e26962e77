package sailpoint.object;

import java.util.ArrayList;
import java.util.List;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class Bundle extends SailPointObject {
    public int riskScoreWeight;
    public List<String> classificationNames = new ArrayList<>();

    public String getDescription(java.util.Locale locale) {
        return description;
    }

    public int getRiskScoreWeight() {
        return riskScoreWeight;
    }

    public List<String> getClassificationNames() {
        return classificationNames;
    }
}
