using Microsoft.Extensions.Options;

namespace SmartCity.Ioc.Storage.Influx;

[OptionsValidator]
internal sealed partial class InfluxDbOptionsValidator : IValidateOptions<InfluxDbOptions>;
