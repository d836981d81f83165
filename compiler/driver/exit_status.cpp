#include "compiler/driver/exit_status.h"

#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"

namespace sgc::driver {
namespace {

constexpr std::array kFileCodes{kind::CannotRead.code,          kind::CannotWrite.code,
                                kind::ForeignManifest.code,     kind::NamedFileMissing.code,
                                kind::NamedFileUnreadable.code, kind::NamedFileDamaged.code};

constexpr std::array kCommandLineCodes{
    kind::UnknownCommand.code, kind::CommandNotYet.code,  kind::CommandLine.code,    kind::NoSuchTarget.code,
    kind::NoSuchPoint.code,    kind::NotADay.code,        kind::SeverityOption.code, kind::NotAShare.code,
    kind::UnknownCode.code,    kind::OutputsCollide.code, kind::PacketText.code,     kind::NobodyJudges.code,
    kind::TooManyAnswers.code};

template <std::size_t Size>
bool among(const std::array<DiagnosticCode, Size>& codes, DiagnosticCode code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

ExitStatus status_of(DiagnosticCode code) {
  if (among(kFileCodes, code)) return kFileFailed;
  return among(kCommandLineCodes, code) ? kCommandLine : kPolicyErrors;
}

}  // namespace

ExitStatus status_of(const Sink& sink) {
  ExitStatus worst = kDone;
  for (const Diagnostic& diagnostic : sink.all()) {
    if (diagnostic.severity == Severity::Error) worst = std::max(worst, status_of(diagnostic.code));
  }
  return worst;
}

}  // namespace sgc::driver
