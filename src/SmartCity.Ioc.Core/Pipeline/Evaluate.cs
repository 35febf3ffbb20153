using System.Reactive.Disposables;
using System.Reactive.Linq;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

internal static class EvaluateOperator
{
    /// <summary>Runs the rules over readings, changes of health and the clock; not over what a device says that is out of service. A list is valid
    /// during the call.</summary>
    public static IObservable<IReadOnlyList<AlertTransition>> Evaluate(
        this IObservable<TriagedBatch> batches, IObservable<HealthChange> silence, IObservable<long> clock, HealthWatch watch, IAlertEngine engine) =>
        Observable.Create<IReadOnlyList<AlertTransition>>(observer =>
        {
            var output = new List<AlertTransition>();
            var slice = new ReadingBatch();
            void Give()
            {
                if (output.Count > 0)
                {
                    observer.OnNext(output);
                    output.Clear();
                }
            }

            return new CompositeDisposable(
                slice,
                clock.Subscribe(
                    nanos =>
                    {
                        engine.OnTick(nanos, output);
                        Give();
                    },
                    observer.OnError),
                silence.Subscribe(
                    change =>
                    {
                        engine.OnHealth(change, output);
                        Give();
                    },
                    observer.OnError),
                batches.Subscribe(
                    batch =>
                    {
                        InOrder(batch, slice, watch, engine, output);
                        Give();
                    },
                    observer.OnError,
                    observer.OnCompleted));
        });

    // A change of health stands between the readings before and after the message that caused it; otherwise the order of alerts, and with
    // it their sequence, would depend on where a batch was cut.
    private static void InOrder(TriagedBatch batch, ReadingBatch slice, HealthWatch watch, IAlertEngine engine, List<AlertTransition> output)
    {
        var from = 0;
        foreach (var (before, change) in batch.Health)
        {
            Slice(before);
            engine.OnHealth(change, output);
        }

        Slice(batch.Accepted.Messages.Length);

        void Slice(int to)
        {
            if (from == 0 && to == batch.Accepted.Messages.Length && watch.OutOfService == 0)
            {
                engine.OnBatch(batch.Accepted, output);
            }
            else if (to > from)
            {
                slice.Clear();
                slice.ClockNanos = batch.Accepted.ClockNanos;
                for (var i = from; i < to; i++)
                {
                    if (!watch.IsOutOfService(batch.Accepted.Messages[i].Device))
                    {
                        slice.CopyFrom(batch.Accepted, i);
                    }
                }

                if (!slice.Messages.IsEmpty)
                {
                    engine.OnBatch(slice, output);
                }
            }

            from = to;
        }
    }
}
