using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary><em>Đúng, đủ, sạch, sống</em> of the national guidance, 0 to 1, and two more; null where there is nothing to judge.</summary>
/// <param name="Valid">Đúng: messages that were not put aside, over all heard.</param>
/// <param name="Complete">Đủ: different messages over expected ones.</param>
/// <param name="Clean">Sạch: different messages that came while the device was above suspicion, over all readable ones.</param>
/// <param name="Live">Sống: share of the time in which it was neither stale nor offline.</param>
/// <param name="Duplicate">Messages that came before, over all readable ones.</param>
/// <param name="Loss">Numbers missing in sequences, over these and what came.</param>
internal sealed record QualityRatios(double? Valid, double? Complete, double? Clean, double? Live, double? Duplicate, double? Loss)
{
    public static QualityRatios Of(in QualityCounts counts) => new(
        JsonNumbers.Finite(counts.Valid), JsonNumbers.Finite(counts.Complete), JsonNumbers.Finite(counts.Clean),
        JsonNumbers.Finite(counts.Live), JsonNumbers.Finite(counts.DuplicateRatio), JsonNumbers.Finite(counts.LossRatio));
}
