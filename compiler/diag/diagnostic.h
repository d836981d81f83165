// One thing to tell the user: what, where, and what to do. A plain value; the Sink collects it, a renderer shows it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <type_traits>
#include <vector>

#include "compiler/diag/kind.h"
#include "compiler/support/span.h"

namespace sgc {

struct DiagnosticNote {
  Span where;  // may be unknown: then only the message is shown
  std::string message;
};

struct Diagnostic {
  DiagnosticCode code = 0;
  Severity severity = Severity::Error;
  Span where;  // unknown for what has no place in a source
  std::string message;

  std::vector<DiagnosticNote> notes;
  std::string help;       // how to mend it
  std::string packet;     // a witness: "tcp 198.51.100.66:40000 -> 10.0.1.5:8080 is allowed"
  std::string point;      // the point it speaks of, where there is one
  std::string direction;  // "inbound" or "outbound", where there is one
  std::string reason;     // of the `ignore` that silenced it, where one did

  Diagnostic&& with_note(Span at, std::string text) && {
    notes.push_back({at, std::move(text)});
    return std::move(*this);
  }
  Diagnostic&& with_help(std::string text) && {
    help = std::move(text);
    return std::move(*this);
  }
  Diagnostic&& with_packet(std::string text) && {
    packet = std::move(text);
    return std::move(*this);
  }
  Diagnostic&& at_point(std::string name, std::string list_direction = {}) && {
    point = std::move(name);
    direction = std::move(list_direction);
    return std::move(*this);
  }
};

// Builds a diagnostic of one kind. Its arguments are checked by the compiler against the catalog.
template <class... Args>
[[nodiscard]] Diagnostic diagnose(const DiagnosticKind<Args...>& kind, Span where,
                                  const std::type_identity_t<Args>&... args) {
  Diagnostic diagnostic;
  diagnostic.code = kind.code;
  diagnostic.severity = kind.severity;
  diagnostic.where = where;
  diagnostic.message = fmt::format(kind.text, args...);
  return diagnostic;
}

}  // namespace sgc
