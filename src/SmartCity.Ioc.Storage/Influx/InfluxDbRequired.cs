using Microsoft.Extensions.Options;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>Where history goes to InfluxDB, its address has to be known at the start.</summary>
internal sealed class InfluxDbRequired(IOptions<InfluxDbOptions> influx) : IValidateOptions<TimeSeriesOptions>
{
    public ValidateOptionsResult Validate(string? name, TimeSeriesOptions options) =>
        options.Store != "influxdb" || influx.Value.Url is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Ioc:InfluxDb:Url is not set, and Ioc:TimeSeries:Store is 'influxdb'.");
}
