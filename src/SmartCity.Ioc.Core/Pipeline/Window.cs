using System.Reactive.Linq;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

internal static class WindowOperator
{
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Closed and corrected windows, some hundreds at a time: readings fill them, the clock closes them.</summary>
    public static IObservable<IReadOnlyList<WindowAggregate>> Window(
        this IObservable<ReadingBatch> accepted, IObservable<long> clock, CityWindows windows) =>
        Observable.Create<IReadOnlyList<WindowAggregate>>(observer => new System.Reactive.Disposables.CompositeDisposable(
            clock.Subscribe(nanos => windows.AdvanceTo(nanos, observer), observer.OnError),
            accepted.Subscribe(windows.Add, observer.OnError, observer.OnCompleted)));

    /// <summary>The zones' current windows so far, at most once in a second of the clock.</summary>
    public static IObservable<IReadOnlyList<WindowAggregate>> Provisional(this IObservable<long> clock, CityWindows windows) =>
        Observable.Create<IReadOnlyList<WindowAggregate>>(observer => clock
            .Where(nanos => nanos / NanosPerSecond != windows.ProvisionalNanos / NanosPerSecond)
            .Subscribe(_ => windows.GiveProvisional(observer), observer.OnError, observer.OnCompleted));
}
