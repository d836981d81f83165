// A packet from the Internet that a list lets in, as findings of exposure show it.
#pragma once

#include <span>
#include <string>

#include "compiler/checks/subject.h"

namespace sgc::checks {

// "tcp 1.0.0.1:40000 -> 10.0.0.1:22 is allowed": from one of the sources, of the services, let in by one of the rules (the
// default is one past the last), to an address of the point's own where it has any. The list has been asked about it.
// Empty where none of the packets that a person would try is let in.
std::string example_let_in(const ListSubject& subject, std::span<const std::size_t> rules, const AddressSet& sources,
                           const ServiceSet& services);

// How the finding may be ignored at the rule, or at the default, that it is said of: "say why everybody may: …".
std::string ignore_here(const ListSubject& subject, std::size_t rule, DiagnosticCode code);

}  // namespace sgc::checks
