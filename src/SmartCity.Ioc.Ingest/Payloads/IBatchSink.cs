using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Takes decoded batches, each of one moment of the pipeline's clock.</summary>
internal interface IBatchSink
{
    /// <param name="batch">Used again when this returns.</param>
    void OnBatch(ReadingBatch batch);
}
