using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Takes what a frame was decoded to.</summary>
internal interface IBatchSink
{
    /// <summary>A message of a known device was put aside.</summary>
    void OnReject(int device, QuarantineReason reason);

    /// <param name="batch">Used again when this returns.</param>
    void OnBatch(ReadingBatch batch);
}
