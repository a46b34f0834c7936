/// A label and what it says, in a list of facts.
struct Fact: TemplateView {
    let label: String
    var text = ""
    /// An ISO 8601 day or moment before the text.
    var time: String?
    /// The end of a span that `time` begins.
    var until: String?
    var link: String?
    var isCode = false

    var fields: [String: Any] {
        named([
            "label": label, "text": text, "time": time, "time_text": time.map(Format.date), "until": until,
            "until_text": until.map(Format.date), "link": link, "code": isCode,
        ])
    }
}
