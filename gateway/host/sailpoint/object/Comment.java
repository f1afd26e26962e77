package sailpoint.object;

import java.util.Date;

/** A stand-in for tests: plain fields, so that the host can fill them. */
public class Comment implements com.iiqapprovals.gateway.host.Copied {
    public String comment;
    public String author;
    public Date date = new Date();

    public Comment() {
    }

    public Comment(String text, String author) {
        this.comment = text;
        this.author = author;
    }

    public String getComment() {
        return comment;
    }

    public String getAuthor() {
        return author;
    }

    public Date getDate() {
        return date;
    }
}
