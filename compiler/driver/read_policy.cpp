#include "compiler/driver/read_policy.h"

#include <algorithm>
#include <thread>

#include "compiler/diag/catalog.h"
#include "compiler/driver/today.h"

namespace sgc::driver {
namespace {

// Findings that -v turns on, where no -W says otherwise.
constexpr DiagnosticCode kCorrelation = 3004;

std::string reason_of(const LoadedFile& file) {
  return file.reason.empty() ? "no such file or directory" : file.reason;
}

}  // namespace

SeverityPolicy severities_of(const PolicyOptions& options) {
  SeverityPolicy policy;
  for (const std::string& one : options.severities) policy.add(one);
  if (options.verbose && !policy.names(kCorrelation)) policy.set(kCorrelation, Severity::Note);
  if (options.warnings_are_errors) policy.warnings_are_errors();
  return policy;
}

unsigned jobs_of(const PolicyOptions& options) {
  return options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

std::optional<ReadPolicy> read_policy(const PolicyOptions& options, DiskLoader& loader, const World& world,
                                      Sink& sink) {
  ReadPolicy policy;
  if (const auto day = today(options.today, world)) {
    policy.today = *day;
  } else {
    sink.report(diagnose(kind::NotADay, {}, world.variable("SOURCE_DATE_EPOCH").value_or(""))
                    .with_help("SOURCE_DATE_EPOCH is a number of seconds since 1970-01-01"));
  }
  if (const auto& missing = loader.missing_folder()) {
    sink.report(diagnose(kind::CannotRead, {}, missing->first, missing->second));
  }

  for (const std::string& file : options.files) {
    LoadedFile loaded = loader.load_root(file);
    if (loaded.status == LoadedFile::Status::Ok) {
      policy.roots.push_back(std::move(loaded));
    } else {
      sink.report(diagnose(kind::CannotRead, {}, file == kStandardInput ? "standard input" : file,
                           reason_of(loaded)));
    }
  }
  return sink.has_errors() ? std::nullopt : std::optional(std::move(policy));
}

}  // namespace sgc::driver
