using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// What a shard's loop drives: a pure function of the journal of inputs. Called by one thread; the clock that it is given never goes back.
/// It throws only for bugs: what is wrong with a message was found out before.
/// </summary>
public interface ICityPipeline
{
    /// <summary>Takes the messages of one frame; <see cref="ReadingBatch.ClockNanos"/> is the frame's time. The batch is used again
    /// afterwards.</summary>
    void OnBatch(ReadingBatch batch);

    /// <summary>A message of a known device was put aside; the ledger is the caller's to count.</summary>
    /// <param name="clockNanos">The frame's time.</param>
    void OnReject(int device, QuarantineReason reason, long clockNanos);

    /// <summary>Time passed and nothing came in.</summary>
    void OnTick(long clockNanos);

    /// <summary>An operator's act.</summary>
    CommandResult OnCommand(AlertCommand command, long clockNanos);

    /// <summary>Writes the whole state, the alert engine's and the ledger's included. Ids, not indexes: indexes are another
    /// process's.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote into a pipeline that has seen nothing yet. The registry already knows what had
    /// registered itself; an id that it does not know was dropped from the city's files meanwhile, and its state goes with it.</summary>
    /// <exception cref="InvalidDataException">Written by a version that this one can not read.</exception>
    void Restore(BinaryReader reader);
}
