namespace SmartCity.Ioc.Quality;

/// <summary>What speaks against a device's values. The bits are on disk: never reuse one.</summary>
[Flags]
public enum Suspicion : byte
{
    None = 0,

    /// <summary>All measured values repeat to the last digit.</summary>
    Frozen = 1,

    /// <summary>Its clock is off.</summary>
    Skewed = 2,

    /// <summary>One metric has not changed for longer than its kind says that it can, or than it ever did where it is lively.</summary>
    Flat = 4,

    /// <summary>A metric changed faster than its kind says that it can.</summary>
    Jumping = 8,

    /// <summary>Messages were put aside because a value was outside its declared range.</summary>
    OutOfRange = 16,

    /// <summary>A metric runs away in one direction faster than its kind says that it can.</summary>
    Drifting = 32,
}
