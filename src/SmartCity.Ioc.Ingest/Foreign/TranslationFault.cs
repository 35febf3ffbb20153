using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Why a foreign message, or one of its elements, can not be translated.</summary>
internal sealed record TranslationFault(QuarantineReason Reason, string Detail);
