using System.Reactive.Linq;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Pipeline;

internal static class WatchHealthOperator
{
    /// <summary>Notes with each batch which devices' health its messages changed.</summary>
    public static IObservable<TriagedBatch> WatchHealth(this IObservable<TriagedBatch> batches, HealthWatch watch) =>
        batches.Do(watch.Hear);

    /// <summary>The changes that batches were noted to cause.</summary>
    public static IObservable<HealthChange> HealthChanges(this IObservable<TriagedBatch> batches) =>
        Observable.Create<HealthChange>(observer => batches.Subscribe(
            batch =>
            {
                foreach (var (_, change) in batch.Health)
                {
                    observer.OnNext(change);
                }
            },
            observer.OnError,
            observer.OnCompleted));

    /// <summary>The devices that fall silent as the clock goes on.</summary>
    public static IObservable<HealthChange> WatchSilence(this IObservable<long> clock, HealthWatch watch) =>
        Observable.Create<HealthChange>(observer =>
            clock.Subscribe(nanos => watch.AdvanceTo(nanos, observer), observer.OnError, observer.OnCompleted));

    /// <summary>The data check of each hour of the clock, some thousands of windows at a time.</summary>
    public static IObservable<IReadOnlyList<WindowAggregate>> QualityWindows(this IObservable<long> clock, QualityHours hours) =>
        Observable.Create<IReadOnlyList<WindowAggregate>>(observer =>
            clock.Subscribe(nanos => hours.AdvanceTo(nanos, observer), observer.OnError, observer.OnCompleted));
}
