package sailpoint.api;

import com.iiqapprovals.gateway.host.Engine;
import com.iiqapprovals.gateway.host.Session;
import java.util.List;
import sailpoint.object.Certification;
import sailpoint.object.Identity;
import sailpoint.tools.GeneralException;

/** A stand-in for tests. */
public class Certificationer {
    private final SailPointContext ctx;

    public Certificationer(SailPointContext ctx) {
        this.ctx = ctx;
    }

    public void refresh(Certification certification) throws GeneralException {
        Engine.refresh((Session) ctx, certification);
    }

    public List sign(Certification certification, Identity signer) throws GeneralException {
        return Engine.sign((Session) ctx, certification, signer);
    }
}
