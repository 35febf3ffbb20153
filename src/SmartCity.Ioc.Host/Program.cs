namespace SmartCity.Ioc.Host; internal static class Program { private static void Main() { } }
