#include "compiler/driver/report.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include "compiler/diag/catalog.h"
#include "compiler/diag/render.h"
#include "compiler/driver/version.h"
#include "compiler/support/descriptor.h"

namespace sgc::driver {
namespace {

std::vector<Diagnostic> errors_of(const Sink& sink) {
  std::vector<Diagnostic> errors;
  std::copy_if(sink.all().begin(), sink.all().end(), std::back_inserter(errors),
               [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
  return errors;
}

void print_text(const World& world, const PolicyOptions& options, const Sink& sink,
                const SourceMap& sources) {
  constexpr std::size_t kAtOnce = 1000;  // of a hundred thousand findings, all at once would take much memory
  const bool color = with_color(world, options.color);
  const auto errors = options.quiet ? errors_of(sink) : std::vector<Diagnostic>{};
  std::span<const Diagnostic> rest = options.quiet ? errors : sink.all();
  while (!rest.empty()) {
    const auto part = rest.first(std::min(kAtOnce, rest.size()));
    print(world.err, render_text({part, sources}, color));
    rest = rest.subspan(part.size());
  }
}

}  // namespace

bool with_color(const World& world, When color) {
  switch (color) {
    case When::Always:
      return true;
    case When::Never:
      return false;
    case When::Auto:
      break;
  }
  const bool unwanted = !world.variable("NO_COLOR").value_or("").empty() || world.variable("TERM") == "dumb";
  return world.err_is_terminal && !unwanted;
}

ExitStatus report(const World& world, const PolicyOptions& options, const Sink& sink,
                  const SourceMap& sources) {
  const ExitStatus status = status_of(sink);
  const Report report{sink.all(), sources};
  switch (options.format) {
    case Format::Text:
      print_text(world, options, sink, sources);
      return status;
    case Format::Json:
      return std::max(status, print_result(world, render_json(report)));
    case Format::Sarif:
      return std::max(status, print_result(world, render_sarif(report, kVersion)));
  }
  return status;
}

ExitStatus report(const World& world, Diagnostic diagnostic) {
  Sink sink;
  sink.report(std::move(diagnostic));
  const SourceMap no_sources;
  print(world.err, render_text({sink.all(), no_sources}, with_color(world, When::Auto)));
  return status_of(sink);
}

ExitStatus print_result(const World& world, std::string_view text) {
  if (print(world.out, text)) return kDone;
  return report(world, diagnose(kind::CannotWrite, {}, "standard output", errno_text(errno)));
}

}  // namespace sgc::driver
