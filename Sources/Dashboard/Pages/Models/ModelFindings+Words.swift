import Prediction

/// The findings in words for people.
extension ModelFindings {
    /// One sentence on a classifier, for the head of the page.
    func title(of name: String) -> String {
        guard let beats = beatsBaselines, let rival = bestBaseline else { return "What is each model worth?" }
        guard beats else { return "The \(name) model is not clearly better than “\(rival.name)”" }
        guard let share = shareOfKnowable else { return "The \(name) model beats every simple rule" }
        return
            "The \(name) model beats every simple rule, and reaches \(Format.percent(share, 0)) of what could be known"
    }

    /// What the model goes by most; nil where several count alike.
    var nameOfStrongestFeature: String? { strongest(by: PageCopy.feature).map { PageCopy.feature($0.feature) } }

    /// What moves a listener most; nil where several count alike.
    var nameOfStrongestDriver: String? { strongestDriver(by: PageCopy.feature).map { PageCopy.feature($0.feature) } }
}
