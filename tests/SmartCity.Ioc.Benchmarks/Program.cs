namespace SmartCity.Ioc.Benchmarks; internal static class Program { private static void Main() { } }
