namespace SmartCity.Ioc.Fuzz; internal static class Program { private static void Main() { } }
