using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Push.State;

/// <summary>Gives the live table the devices' health as the checkpoint had it, with the first frame after a start, on the shard's thread.</summary>
internal sealed class HealthSeed(LiveTable table, CityPipeline pipeline) : IShardOutput
{
    private bool _isDone;

    public void FrameDone(JournalPosition next, long clockNanos, bool recovering)
    {
        if (!_isDone)
        {
            _isDone = true;
            table.Seed(pipeline.Quality);
        }
    }
}
