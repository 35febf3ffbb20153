using System.Reactive.Linq;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

internal static class DeduplicateOperator
{
    /// <summary>Parts each batch into new messages, late ones and last known values; what came before goes no further.</summary>
    public static IObservable<TriagedBatch> Deduplicate(this IObservable<ReadingBatch> batches, Deduplicator deduplicator) =>
        Observable.Create<TriagedBatch>(observer =>
        {
            var triaged = new TriagedBatch();
            return batches.Subscribe(
                batch =>
                {
                    triaged.Begin(batch);
                    deduplicator.Judge(triaged);
                    observer.OnNext(triaged);
                },
                observer.OnError,
                observer.OnCompleted);
        });
}
