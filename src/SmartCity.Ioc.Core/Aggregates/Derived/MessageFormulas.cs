using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>
/// Extends accepted messages by what follows from their own values: heat index, level of service, flood stage. From then on these are metrics
/// like any other. What a device sends under the same name goes before it. Used by one thread.
/// </summary>
internal sealed class MessageFormulas : IDisposable
{
    private readonly CityRegistry _registry;
    private readonly MessageFormula[][] _byKind;
    private readonly string[] _texts;
    private readonly bool _isEmpty;
    private readonly ReadingBatch _extended = new();

    public MessageFormulas(CityRegistry registry, RiseRates rises)
    {
        _registry = registry;
        _byKind = [.. registry.City.Kinds.Select(kind => kind.Derived.Select(derived => Formula(kind, derived, rises)).OfType<MessageFormula>().ToArray())];
        _isEmpty = _byKind.All(formulas => formulas.Length == 0);
        _texts = [.. Enumerable.Range(0, registry.MetricCount).Select(metric => $"{registry.MetricName(metric)}_text")];
    }

    /// <returns>The same batch where nothing follows from it; otherwise one that is valid until the next call.</returns>
    public ReadingBatch Extend(ReadingBatch batch)
    {
        if (_isEmpty || !Concerns(batch))
        {
            return batch;
        }

        _extended.Clear();
        _extended.ClockNanos = batch.ClockNanos;

        // All messages are copied, so their details keep their places.
        _extended.Attributes.AddRange(batch.Attributes);
        _extended.Events.AddRange(batch.Events);
        _extended.Locations.AddRange(batch.Locations);
        foreach (ref readonly var message in batch.Messages)
        {
            var index = _extended.Begin();
            var values = batch.ValuesOf(message);
            foreach (ref readonly var value in values)
            {
                _extended.AddValue(value.Metric, value.Value);
            }

            foreach (var formula in FormulasOf(message.Device))
            {
                var value = formula.Of(message.Device, values, out var text);
                if (double.IsFinite(value) && !Sends(values, formula.Metric))
                {
                    _extended.AddValue(formula.Metric, value);
                    if (text is not null)
                    {
                        _extended.Attributes.Add(new AttributeValue(index, _texts[formula.Metric], text));
                    }
                }
            }

            _extended.Commit(message.Device, message.MeasuredAtNanos, message.ReceivedAtNanos, message.Identity, message.Marks);
        }

        return _extended;
    }

    public void Dispose() => _extended.Dispose();

    private bool Concerns(ReadingBatch batch)
    {
        foreach (ref readonly var message in batch.Messages)
        {
            if (message.ValueCount > 0 && FormulasOf(message.Device).Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private MessageFormula[] FormulasOf(int device)
    {
        var kind = _registry.Device(device).Kind;
        return kind < _byKind.Length ? _byKind[kind] : [];
    }

    private static bool Sends(ReadOnlySpan<MetricValue> values, int metric)
    {
        foreach (ref readonly var value in values)
        {
            if (value.Metric == metric)
            {
                return true;
            }
        }

        return false;
    }

    private MessageFormula? Formula(DeviceKind kind, DerivedMetric derived, RiseRates rises)
    {
        var metric = _registry.InternMetric(derived.Definition.Id);
        return derived.Index switch
        {
            DerivedIndex.HeatIndex => new HeatIndexFormula(metric, Input("temp"), Input("humidity")),
            DerivedIndex.LevelOfService => new LevelOfServiceFormula(
                metric, Input("speed"), OfDevices<double>(device => device.FreeFlowSpeed), derived.FreeFlowSpeed ?? 0),
            DerivedIndex.FloodStage => new FloodStageFormula(
                metric, Input("level"), OfDevices<IReadOnlyList<double>>(device => device.AlarmLevels).ToDictionary(d => d.Key, d => new FloodStage([.. d.Value])),
                derived.AlarmLevels is { } levels ? new FloodStage([.. levels]) : null, rises),
            _ => null,
        };

        int Input(string role) => _registry.InternMetric(derived.Inputs[role].Id);

        Dictionary<int, T> OfDevices<T>(Func<DeviceDefinition, object?> property)
        {
            var values = new Dictionary<int, T>();
            foreach (var device in _registry.City.Devices)
            {
                if (device.Kind == kind.Index && property(device) is T value && _registry.TryFindDevice(device.Id, out var index))
                {
                    values.Add(index, value);
                }
            }

            return values;
        }
    }
}
