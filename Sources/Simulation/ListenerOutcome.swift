package import Listening

/// What one listener did around the moment at which an experiment met them.
package struct ListenerOutcome: Sendable, Hashable {
    package var listenerID: String
    /// The arm of the listener; nil for those outside of the experiment.
    package var arm: String?
    /// The start of the first session after the service's end. It depends on no arm.
    package var exposedAt: Instant
    /// The listener-local day of that moment.
    package var exposedOn: CalendarDay
    /// Whether the exposure is in the ledger.
    package var isLogged: Bool
    /// Whether the window after the exposure ended before the continuation did.
    package var isWhole: Bool
    /// The listener-local days before that of the exposure.
    package var before: ListeningTotals
    /// The day of the exposure, from it on, and the listener-local days after it.
    package var after: ListeningTotals
    /// 1 … 5; nil where the listener was not asked.
    package var surveyScore: Int?
}

/// What a listener did in a window of listener-local days. A session belongs to the day on which it began; a play too.
package struct ListeningTotals: Sendable, Hashable {
    package var plays = 0
    /// Skips by the default rule: before 30 s, or before half of the track.
    package var skips = 0
    /// Plays of which it is known whether they were skipped; in a simulation these are all.
    package var knownSkips = 0
    /// Plays whose kind of skip is none.
    package var completed = 0
    package var milliseconds: Int64 = 0
    package var sessions = 0
    package var activeDays = 0
    /// Likes, saves, shares and additions to playlists.
    package var likes = 0
}

extension ServiceContinuation {
    /// What every listener who listens after the service's end would do in an experiment, in memory.
    ///
    /// To know an effect, give everybody one arm and then the other: the listeners, the moments of exposure and everything before them are
    /// the same.
    /// - Parameter window: how many listener-local days are counted before the exposure, and from its day on; at least 1.
    package func outcomes(of experiment: PlantedExperiment, window: Int) -> [ListenerOutcome] {
        let until = until(experiment)
        return parts(experiment, pastDays: window + 2).flatMap { part in
            part.people.compactMap { outcome(of: $0, in: part.buffer, window: window, until: until) }
        }
    }

    private func outcome(of person: ServicePart.Person, in buffer: PlayBuffer, window: Int, until: Int64)
        -> ListenerOutcome?
    {
        guard let encounter = person.encounter, let met = encounter.met else { return nil }
        let zone = simulator.zones[person.listener.country][person.zone]
        let windowEnd = zone.instant(day: met.day.advanced(days: window), microsecondOfDay: 0).microseconds
        return ListenerOutcome(
            listenerID: encounter.listenerID, arm: encounter.arm, exposedAt: Instant(microseconds: met.moment),
            exposedOn: met.day,
            isLogged: encounter.isLogged, isWhole: windowEnd <= until,
            before: totals(person, buffer, from: .min, days: met.day.advanced(days: -window)..<met.day),
            after: totals(person, buffer, from: met.moment, days: met.day..<met.day.advanced(days: window)),
            surveyScore: encounter.survey?.score)
    }

    private func totals(
        _ person: ServicePart.Person, _ buffer: PlayBuffer, from moment: Int64, days: Range<CalendarDay>
    ) -> ListeningTotals {
        var totals = ListeningTotals()
        var active: Set<Int32> = []
        guard let first = buffer.sessions[person.sessions].first, let last = buffer.sessions[person.sessions].last
        else { return totals }
        let own = Int(first.firstPlay)..<Int(last.firstPlay + last.plays)
        for play in own where isInside(play) {
            active.insert(buffer.date[play])
            totals.plays += 1
            totals.knownSkips += 1
            totals.skips += buffer.skipKind[play] < 2 ? 1 : 0
            totals.completed += buffer.skipKind[play] == 3 ? 1 : 0
            totals.milliseconds += buffer.milliseconds[play]
        }
        totals.sessions = buffer.sessions[person.sessions].count { isInside(Int($0.firstPlay)) }
        totals.activeDays = active.count
        totals.likes = likes(of: own, in: buffer).count { isInside(Int($0.play)) }
        return totals

        func isInside(_ play: Int) -> Bool {
            buffer.start[play] >= moment && days.contains(CalendarDay(daysSinceEpoch: buffer.date[play]))
        }
    }

    /// Likes lie in the order of their plays.
    private func likes(of plays: Range<Int>, in buffer: PlayBuffer) -> ArraySlice<PlayBuffer.Like> {
        func first(atLeast play: Int) -> Int {
            var low = 0
            var high = buffer.likes.count
            while low < high {
                let middle = (low + high) / 2
                if Int(buffer.likes[middle].play) < play { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return buffer.likes[first(atLeast: plays.lowerBound)..<first(atLeast: plays.upperBound)]
    }
}
