using Microsoft.Extensions.Options;

namespace SmartCity.Ioc.Ingest;

[OptionsValidator]
internal sealed partial class RegistrationOptionsValidator : IValidateOptions<RegistrationOptions>;
