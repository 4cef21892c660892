#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "placement/query.h"

namespace eni::placement::query {
namespace {

using NodePtr = std::unique_ptr<Node>;

struct OperatorName {
  std::string_view text;
  Operator op;
};

/// A longer one before its prefix.
constexpr std::array kOperators{
    OperatorName{"==", Operator::kEquals},
    OperatorName{"!=", Operator::kNotEquals},
    OperatorName{">=", Operator::kGreaterEqual},
    OperatorName{"<=", Operator::kLessEqual},
    OperatorName{">", Operator::kGreater},
    OperatorName{"<", Operator::kLess},
    OperatorName{"=~", Operator::kMatches},
    OperatorName{"!~", Operator::kNotMatches},
    OperatorName{"!exists", Operator::kNotExists},
    OperatorName{"!in", Operator::kNotIn},
    OperatorName{"equals", Operator::kEquals},
    OperatorName{"not_equals", Operator::kNotEquals},
    OperatorName{"greater_than_equal", Operator::kGreaterEqual},
    OperatorName{"greater_than", Operator::kGreater},
    OperatorName{"less_than_equal", Operator::kLessEqual},
    OperatorName{"less_than", Operator::kLess},
    OperatorName{"exists", Operator::kExists},
    OperatorName{"not_exists", Operator::kNotExists},
    OperatorName{"in", Operator::kIn},
    OperatorName{"not_in", Operator::kNotIn},
    OperatorName{"matches", Operator::kMatches},
    OperatorName{"not_matches", Operator::kNotMatches},
};

constexpr unsigned bit(Operator op) { return 1U << static_cast<unsigned>(op); }
constexpr unsigned kEquality = bit(Operator::kEquals) | bit(Operator::kNotEquals);
constexpr unsigned kOrder =
    bit(Operator::kGreater) | bit(Operator::kGreaterEqual) | bit(Operator::kLess) | bit(Operator::kLessEqual);
constexpr unsigned kLists = bit(Operator::kIn) | bit(Operator::kNotIn);
constexpr unsigned kPatterns = bit(Operator::kMatches) | bit(Operator::kNotMatches);
constexpr unsigned kExistence = bit(Operator::kExists) | bit(Operator::kNotExists);

struct SubjectRow {
  std::string_view name;
  Subject subject;
  unsigned operators;  ///< that the guide lists as valid
};

constexpr std::string_view kAttribute = "attribute:";
constexpr std::array kSubjects{
    SubjectRow{"agentConnected", Subject::kAgentConnected, kEquality | kLists | kPatterns},
    SubjectRow{"agentVersion", Subject::kAgentVersion, kEquality | kOrder},
    SubjectRow{"ec2InstanceId", Subject::kEc2InstanceId, kEquality | kLists | kPatterns},
    SubjectRow{"registeredAt", Subject::kRegisteredAt, kEquality | kOrder},
    SubjectRow{"runningTasksCount", Subject::kRunningTasksCount, kEquality | kOrder},
    SubjectRow{"task:group", Subject::kTaskGroup, kEquality | kLists | kPatterns},
    SubjectRow{kAttribute, Subject::kAttribute, kEquality | kOrder | kLists | kPatterns | kExistence},
};

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-_./\\:").find(c) != std::string_view::npos;
}

/// 2018-06-18T22:28:28+00:00, 2018-06-18T22:28:28Z, 2018-06-18T22:28:28, 2018-06-18; without a zone: UTC.
std::optional<std::int64_t> parse_date(std::string_view text) {
  const auto number = [&](std::size_t from, std::size_t length) -> int {
    const auto part = text.size() >= from + length ? parse_integer(text.substr(from, length)) : std::nullopt;
    return part && *part >= 0 ? static_cast<int>(*part) : -1;
  };
  const auto separator = [&](std::size_t at, char c) { return text.size() > at && text[at] == c; };
  using namespace std::chrono;
  const int y = number(0, 4), m = number(5, 2), d = number(8, 2);
  if (y < 0 || m < 0 || d < 0 || !separator(4, '-') || !separator(7, '-')) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  std::int64_t result = sys_seconds{sys_days{date}}.time_since_epoch().count();
  if (text.size() == 10) return result;
  const int hours = number(11, 2), minutes = number(14, 2), seconds = number(17, 2);
  if (!separator(10, 'T') || !separator(13, ':') || !separator(16, ':')) return std::nullopt;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60)
    return std::nullopt;
  result += hours * 3600 + minutes * 60 + seconds;
  const std::string_view zone = text.substr(19);
  if (zone.empty() || zone == "Z") return result;
  const int zone_hours = number(20, 2), zone_minutes = number(23, 2);
  if (zone.size() != 6 || zone[3] != ':' || zone_hours < 0 || zone_minutes < 0) return std::nullopt;
  if (zone[0] != '+' && zone[0] != '-') return std::nullopt;
  const int offset = zone_hours * 3600 + zone_minutes * 60;
  return zone[0] == '+' ? result - offset : result + offset;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}

  Result<NodePtr> run() {
    ENI_TRY(NodePtr root, expression());
    if (at_ < text_.size()) return error("expected and, or, or the end");
    return root;
  }

 private:
  Error error(const std::string& expected) const {
    return {"position " + std::to_string(at_ + 1) + ": " + expected, ""};
  }
  void skip_spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(std::string_view symbol) {
    if (!text_.substr(at_).starts_with(symbol)) return false;
    const std::size_t end = at_ + symbol.size();
    const bool is_word = std::isalpha(static_cast<unsigned char>(symbol.back())) != 0;
    if (is_word && end < text_.size() && is_name_character(text_[end])) return false;
    at_ = end;
    skip_spaces();
    return true;
  }

  Result<NodePtr> join(Kind kind, NodePtr left, NodePtr right) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->left = std::move(left);
    node->right = std::move(right);
    return node;
  }

  Result<NodePtr> expression() {
    ENI_TRY(NodePtr left, term());
    while (take("||") || take("or")) {
      ENI_TRY(NodePtr right, term());
      ENI_TRY(left, join(Kind::kOr, std::move(left), std::move(right)));
    }
    return left;
  }

  Result<NodePtr> term() {
    ENI_TRY(NodePtr left, factor());
    while (take("&&") || take("and")) {
      ENI_TRY(NodePtr right, factor());
      ENI_TRY(left, join(Kind::kAnd, std::move(left), std::move(right)));
    }
    return left;
  }

  Result<NodePtr> factor() {
    const Nested nested{depth_};
    if (depth_ > kMaxDepth) return error("nested too deeply");
    skip_spaces();
    if (take("not") || take("!")) {
      ENI_TRY(NodePtr inner, factor());
      return join(Kind::kNot, std::move(inner), nullptr);
    }
    if (take("(")) {
      ENI_TRY(NodePtr inner, expression());
      if (!take(")")) return error("expected ')'");
      return inner;
    }
    return comparison();
  }

  Result<NodePtr> comparison() {
    auto node = std::make_unique<Node>();
    const std::size_t start = at_;
    std::size_t end = at_;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    const std::string_view name = text_.substr(start, end - start);
    const auto row = std::ranges::find_if(kSubjects, [&](const SubjectRow& r) {
      return r.name == kAttribute ? name.starts_with(kAttribute) && name.size() > kAttribute.size()
                                  : name == r.name;
    });
    if (row == kSubjects.end()) {
      return error(
          "expected a subject: agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, "
          "runningTasksCount or task:group");
    }
    node->subject = row->subject;
    if (row->subject == Subject::kAttribute) node->attribute = name.substr(kAttribute.size());
    at_ = end;
    skip_spaces();
    const std::size_t operator_at = at_;
    const auto op = std::ranges::find_if(kOperators, [&](const OperatorName& o) { return take(o.text); });
    if (op == kOperators.end()) return error("expected an operator");
    if ((row->operators & bit(op->op)) == 0) {
      at_ = operator_at;
      return error(std::string(op->text) + " is not an operator of " + std::string(row->name));
    }
    node->op = op->op;
    ENI_CHECK(arguments(*node));
    return node;
  }

  Result<void> arguments(Node& node) {
    if ((bit(node.op) & kExistence) != 0) return {};
    const std::size_t start = at_;
    if ((bit(node.op) & kLists) != 0) {
      if (!take("[")) return error("expected '['");
      do {
        ENI_TRY(std::string one, argument(",]"));
        node.arguments.push_back(std::move(one));
      } while (take(","));
      if (!take("]")) return error("expected ',' or ']'");
    } else {
      ENI_TRY(std::string one, argument(")"));
      node.arguments.push_back(std::move(one));
    }
    return check_argument(node, start);
  }

  Result<std::string> argument(std::string_view stop) {
    std::string result;
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == text_.npos) return error("the quotation does not end");
      result = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
    } else {
      const std::size_t start = at_;
      while (at_ < text_.size() && !ends_word(stop)) ++at_;
      if (at_ == start) return error("expected an argument");
      result = text_.substr(start, at_ - start);
    }
    skip_spaces();
    return result;
  }

  bool ends_word(std::string_view stop) const {
    const std::string_view rest = text_.substr(at_);
    return std::isspace(static_cast<unsigned char>(rest[0])) != 0 || stop.find(rest[0]) != stop.npos ||
           rest.starts_with("&&") || rest.starts_with("||");
  }

  Result<void> check_argument(Node& node, std::size_t start) {
    const auto wrong = [&](const std::string& expected) {
      at_ = start;
      return error(expected);
    };
    if (node.subject == Subject::kRegisteredAt) {
      const auto date = parse_date(node.arguments[0]);
      if (!date) return wrong("expected a date such as 2018-06-18T22:28:28Z or 2018-06-18");
      node.number = *date;
    } else if (node.subject == Subject::kRunningTasksCount) {
      const auto number = parse_integer(node.arguments[0]);
      if (!number) return wrong("expected a number");
      node.number = *number;
    } else if ((bit(node.op) & kPatterns) != 0) {
      auto pattern = ValuePattern::compile(node.arguments[0], budget_);
      if (pattern.has_error()) return wrong(pattern.error().message);
      node.pattern = std::move(*pattern);
    }
    return {};
  }

  static constexpr int kMaxDepth = 100;

  struct Nested {
    explicit Nested(int& depth) : depth_{depth} { ++depth_; }
    ~Nested() { --depth_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    int& depth_;
  };

  std::string_view text_;
  std::shared_ptr<MatchBudget> budget_ =
      std::make_shared<MatchBudget>();  ///< of all patterns of the expression
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<NodePtr> parse(std::string_view text) { return Parser{text}.run(); }

}  // namespace eni::placement::query
