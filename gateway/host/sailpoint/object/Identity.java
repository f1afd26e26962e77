package sailpoint.object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class Identity extends SailPointObject {
    public String email;
    public String displayName;
    public String firstname;
    public String lastname;
    public String department;
    public String managerId;
    public boolean inactive;
    public boolean workgroup;
    public List<String> members = new ArrayList<>();
    public String password;
    public Map<String, Object> preferences = new HashMap<>();
    public List<String> rights = new ArrayList<>();

    /** What a user may do. */
    public static class CapabilityManager {
        private final List<String> rights;

        CapabilityManager(List<String> rights) {
            this.rights = rights;
        }

        public boolean hasRight(String right) {
            return rights.contains(right);
        }
    }

    /** What gives a user rights. Here each right has a capability of its own. */
    public static class Capability {
        private final String name;

        Capability(String right) {
            this.name = right.equals("ApprovalsGatewayRead") ? "ApprovalsGatewayReader"
                    : right.equals("ApprovalsGatewayDecide") ? "ApprovalsGatewayDecider" : right;
        }

        public String getName() {
            return name;
        }
    }

    public List<Capability> getCapabilities() {
        List<Capability> out = new ArrayList<>();
        for (String one : rights) {
            out.add(new Capability(one));
        }
        return out;
    }

    public CapabilityManager getCapabilityManager() {
        return new CapabilityManager(rights);
    }

    public Object getPreference(String key) {
        return preferences.get(key);
    }

    public void setPreference(String key, Object value) {
        preferences.put(key, value);
    }

    public String getEmail() {
        return email;
    }

    public String getDisplayName() {
        return displayName;
    }

    public String getFirstname() {
        return firstname;
    }

    public String getLastname() {
        return lastname;
    }

    public String getDepartment() {
        return department;
    }

    public String getManagerId() {
        return managerId;
    }

    public boolean isInactive() {
        return inactive;
    }

    public boolean isWorkgroup() {
        return workgroup;
    }

    public List<String> getMembers() {
        return members;
    }

    public String getPassword() {
        return password;
    }

    public Map<String, Object> getPreferences() {
        return preferences;
    }

    public List<String> getRights() {
        return rights;
    }
}
