using System.Reactive.Linq;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Derived;

namespace SmartCity.Ioc.Pipeline;

internal static class DeriveOperator
{
    /// <summary>Adds to each accepted message what follows from its own values.</summary>
    public static IObservable<TriagedBatch> Derive(this IObservable<TriagedBatch> batches, MessageFormulas formulas) =>
        batches.Do(batch => batch.Extend(formulas));

    /// <summary>What follows from the windows that each moment of the clock closes or corrects; it is subscribed to the clock after them.
    /// Valid during the call.</summary>
    public static IObservable<DerivedOutput> Derive(
        this IObservable<IReadOnlyList<WindowAggregate>> windows, IObservable<long> clock, Func<long> clockNanos, WindowFormulas formulas) =>
        Observable.Create<DerivedOutput>(observer => new System.Reactive.Disposables.CompositeDisposable(
            windows.Subscribe(closed => formulas.Take(closed, clockNanos()), observer.OnError),
            clock.Subscribe(
                nanos =>
                {
                    var output = formulas.Give(nanos);
                    if (output.Windows.Count > 0)
                    {
                        observer.OnNext(output);
                        output.Clear();
                    }
                },
                observer.OnError,
                observer.OnCompleted)));
}
