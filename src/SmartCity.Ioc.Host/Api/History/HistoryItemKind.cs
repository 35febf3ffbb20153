namespace SmartCity.Ioc.Host.Api.History;

internal enum HistoryItemKind
{
    Reading,
    Window,
    OpenWindow,
    Gap,
}
