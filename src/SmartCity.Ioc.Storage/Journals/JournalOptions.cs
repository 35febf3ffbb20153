using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>Bounds of the two journals (<c>Ioc:Journal</c>).</summary>
public sealed class JournalOptions
{
    private const long MinBudget = 16L << 20;

    /// <summary>How long input is kept after it was dealt with: what can be replayed or exported.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Disk for the inputs. Over it what was dealt with goes first, whatever its age; then nothing new is taken in.</summary>
    [Range(MinBudget, long.MaxValue)]
    public long InputsBytes { get; set; } = 20L << 30;

    /// <summary>Disk for what waits for the time-series store. Over it readings are given up first, oldest first, then windows.</summary>
    [Range(MinBudget, long.MaxValue)]
    public long OutputsBytes { get; set; } = 20L << 30;

    /// <summary>A file of a journal is closed at this size.</summary>
    [Range(1L << 20, 4L << 30)]
    public long SegmentBytes { get; set; } = 64L << 20;
}
