using Microsoft.Extensions.Options;

namespace SmartCity.Ioc.Storage.TimeSeries;

[OptionsValidator]
internal sealed partial class TimeSeriesOptionsValidator : IValidateOptions<TimeSeriesOptions>;
