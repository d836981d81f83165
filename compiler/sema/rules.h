// Written rules to rules of the IR: sides, service, options, expiry; and what can be told wrong of one rule alone.
#pragma once

#include <optional>

#include "compiler/ast/ast.h"
#include "compiler/sema/services.h"
#include "compiler/sema/whos.h"

namespace sgc::sema {

ir::Verdict verdict_of(ast::Action action);

class Rules {
 public:
  Rules(Services& services, Whos& whos, Context& context) : services_(services), whos_(whos), context_(context) {}

  // A written rule of `point`. None where it is left out: an allow that has expired, a side that optional feeds
  // emptied, or one that was reported as an error.
  std::optional<ir::Rule> lower(const ast::Rule& rule, ir::PointId point);

  // The default of a list: as written, or `otherwise`, said at `place`.
  ir::Default lower_default(const ast::RuleBlock* block, ir::Verdict otherwise, Span place);

  // Keeps what is to be ignored of what is said at `of`: a rule, a default, a listener.
  void keep_ignores(std::span<const ast::Ignore> ignores, Span of);

  // Resolves a side that must hold addresses (a listener's clients, an assertion's ends …); `side` names it in the
  // message ("the source of this rule"). None after an error, or where optional feeds emptied it: then `verdict`,
  // which an assertion does not have, says how that is reported.
  std::optional<ir::WhoId> side(const ast::Who& who, const WhoPlace& place, std::string_view side,
                                std::optional<ir::Verdict> verdict);

  // Services of a rule, not empty. None after an error.
  std::optional<ir::ServiceSetId> services(std::span<const ast::ServiceItem> items);

  // Whether some packet has such a source, destination and service; reports which family or service is missing.
  bool has_packets(ir::WhoId source, ir::WhoId destination, ir::ServiceSetId service, Span where);

  // Index of the text of these services in Policy::service_texts.
  std::uint32_t text_of(std::span<const ast::ServiceItem> items);

  // Reports, once a point, how many of its rules match one family only. Call it when all points are lowered.
  void report_one_family_rules();

 private:
  bool expired(const ast::Rule& rule);
  std::uint32_t notes_of(const ast::RuleOptions& options);
  void note_family(const ir::Rule& rule);

  struct OneFamilyRules {
    ir::PointId point;
    std::vector<Span> rules;
  };

  Services& services_;
  Whos& whos_;
  Context& context_;
  std::vector<OneFamilyRules> one_family_;  // of each point that has such rules
};

}  // namespace sgc::sema
