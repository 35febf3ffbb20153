using Microsoft.Extensions.Options;

namespace SmartCity.Ioc.Storage.Journals;

[OptionsValidator]
internal sealed partial class JournalOptionsValidator : IValidateOptions<JournalOptions>;
