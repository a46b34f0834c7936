/// The genres of the simulated service, each with the sound its tracks scatter around.
struct Genre: Sendable {
    let name: String
    let popularity: Double
    let danceability: Double
    let energy: Double
    let valence: Double
    let acousticness: Double
    let instrumentalness: Double
    let tempo: Double

    static let all: [Genre] = [
        Genre(
            name: "pop", popularity: 20, danceability: 0.66, energy: 0.66, valence: 0.55, acousticness: 0.20,
            instrumentalness: 0.02, tempo: 118),
        Genre(
            name: "hip hop", popularity: 16, danceability: 0.74, energy: 0.62, valence: 0.48, acousticness: 0.15,
            instrumentalness: 0.03, tempo: 108),
        Genre(
            name: "rock", popularity: 14, danceability: 0.50, energy: 0.76, valence: 0.50, acousticness: 0.12,
            instrumentalness: 0.10, tempo: 124),
        Genre(
            name: "electronic", popularity: 10, danceability: 0.68, energy: 0.78, valence: 0.42, acousticness: 0.08,
            instrumentalness: 0.45, tempo: 126),
        Genre(
            name: "indie", popularity: 9, danceability: 0.54, energy: 0.56, valence: 0.45, acousticness: 0.35,
            instrumentalness: 0.12, tempo: 118),
        Genre(
            name: "r&b", popularity: 8, danceability: 0.67, energy: 0.52, valence: 0.49, acousticness: 0.28,
            instrumentalness: 0.02, tempo: 106),
        Genre(
            name: "latin", popularity: 8, danceability: 0.73, energy: 0.71, valence: 0.64, acousticness: 0.22,
            instrumentalness: 0.02, tempo: 110),
        Genre(
            name: "country", popularity: 5, danceability: 0.57, energy: 0.62, valence: 0.56, acousticness: 0.31,
            instrumentalness: 0.02, tempo: 122),
        Genre(
            name: "metal", popularity: 4, danceability: 0.42, energy: 0.90, valence: 0.32, acousticness: 0.03,
            instrumentalness: 0.20, tempo: 130),
        Genre(
            name: "jazz", popularity: 3, danceability: 0.54, energy: 0.34, valence: 0.48, acousticness: 0.68,
            instrumentalness: 0.38, tempo: 112),
        Genre(
            name: "classical", popularity: 2, danceability: 0.28, energy: 0.18, valence: 0.25, acousticness: 0.92,
            instrumentalness: 0.78, tempo: 102),
        Genre(
            name: "ambient", popularity: 1, danceability: 0.33, energy: 0.16, valence: 0.18, acousticness: 0.78,
            instrumentalness: 0.82, tempo: 96),
    ]
}
