#include "iam/condition.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::iam {
namespace {

struct Row {
  const char* op;
  const char* key;
  std::vector<std::string> wanted;
  std::optional<std::vector<std::string>> actual;  ///< nothing: the request has no such key
  bool holds;
};

const std::vector<Row> kRows = {
    // operator, key, values of the policy, values of the request, holds
    {"StringEquals", "k", {"a"}, {{"a"}}, true},
    {"StringEquals", "k", {"a"}, {{"A"}}, false},
    {"StringEquals", "k", {"a", "b"}, {{"b"}}, true},
    {"StringEquals", "k", {"a*"}, {{"ab"}}, false},
    {"StringEquals", "k", {"a"}, {}, false},
    {"StringEqualsIfExists", "k", {"a"}, {}, true},
    {"StringEqualsIfExists", "k", {"a"}, {{"b"}}, false},
    {"StringNotEquals", "k", {"a"}, {{"b"}}, true},
    {"StringNotEquals", "k", {"a", "b"}, {{"b"}}, false},
    {"StringNotEquals", "k", {"a"}, {}, true},
    {"StringNotEqualsIfExists", "k", {"a"}, {{"a"}}, false},
    {"StringEqualsIgnoreCase", "k", {"abc"}, {{"ABC"}}, true},
    {"StringNotEqualsIgnoreCase", "k", {"abc"}, {{"ABC"}}, false},
    {"StringLike", "k", {"a*c"}, {{"abbc"}}, true},
    {"StringLike", "k", {"a?c"}, {{"abc"}}, true},
    {"StringLike", "k", {"a*"}, {{"b"}}, false},
    {"StringLike", "k", {"*"}, {}, false},
    {"StringNotLike", "k", {"a*"}, {{"b"}}, true},
    {"StringNotLike", "k", {"a*"}, {{"ab"}}, false},
    {"stringequals", "k", {"a"}, {{"a"}}, true},

    {"NumericEquals", "k", {"10"}, {{"10.0"}}, true},
    {"NumericEquals", "k", {"10"}, {{"ten"}}, false},
    {"NumericNotEquals", "k", {"10"}, {{"11"}}, true},
    {"NumericNotEquals", "k", {"10"}, {{"10"}}, false},
    {"NumericLessThan", "k", {"10"}, {{"9"}}, true},
    {"NumericLessThan", "k", {"10"}, {{"10"}}, false},
    {"NumericLessThanEquals", "k", {"10"}, {{"10"}}, true},
    {"NumericGreaterThan", "k", {"10"}, {{"11"}}, true},
    {"NumericGreaterThan", "k", {"10"}, {{"10"}}, false},
    {"NumericGreaterThanEquals", "k", {"10"}, {{"10"}}, true},
    {"NumericLessThanIfExists", "k", {"10"}, {}, true},
    {"NumericLessThan", "k", {"10"}, {}, false},
    {"NumericLessThan", "k", {"0"}, {{"-1.5"}}, true},

    {"DateEquals", "k", {"2020-01-01T00:00:00Z"}, {{"2020-01-01T00:00:00Z"}}, true},
    {"DateEquals", "k", {"1577836800"}, {{"2020-01-01T00:00:00Z"}}, true},
    {"DateNotEquals", "k", {"2020-01-01T00:00:00Z"}, {{"2021-01-01T00:00:00Z"}}, true},
    {"DateLessThan", "k", {"2020-01-01T00:00:00Z"}, {{"2019-12-31T23:59:59Z"}}, true},
    {"DateLessThan", "k", {"2020-01-01T00:00:00Z"}, {{"2020-01-01T00:00:00Z"}}, false},
    {"DateLessThanEquals", "k", {"2020-01-01T00:00:00Z"}, {{"2020-01-01T00:00:00Z"}}, true},
    {"DateGreaterThan", "k", {"2020-01-01"}, {{"2020-06-01T00:00:00Z"}}, true},
    {"DateGreaterThan", "k", {"2020-01-01"}, {{"2019-06-01T00:00:00Z"}}, false},
    {"DateGreaterThanEquals", "k", {"2020-01-01T00:00:00Z"}, {{"2020-01-01T00:00:00Z"}}, true},
    {"DateLessThan", "k", {"soon"}, {{"2019-12-31T23:59:59Z"}}, false},

    {"Bool", "k", {"true"}, {{"true"}}, true},
    {"Bool", "k", {"true"}, {{"false"}}, false},
    {"Bool", "k", {"True"}, {{"true"}}, true},
    {"Bool", "k", {"true"}, {}, false},
    {"BoolIfExists", "k", {"true"}, {}, true},
    {"BoolIfExists", "k", {"true"}, {{"false"}}, false},

    {"BinaryEquals", "k", {"QmluYXJ5VmFsdWU="}, {{"QmluYXJ5VmFsdWU="}}, true},
    {"BinaryEquals", "k", {"QmluYXJ5VmFsdWU="}, {{"qmluYXJ5VmFsdWU="}}, false},

    {"IpAddress", "k", {"203.0.113.0/24"}, {{"203.0.113.7"}}, true},
    {"IpAddress", "k", {"203.0.113.0/24"}, {{"203.0.114.7"}}, false},
    {"IpAddress", "k", {"203.0.113.7"}, {{"203.0.113.7"}}, true},
    {"IpAddress", "k", {"203.0.113.4/30"}, {{"203.0.113.7"}}, true},
    {"IpAddress", "k", {"203.0.113.4/30"}, {{"203.0.113.8"}}, false},
    {"IpAddress", "k", {"0.0.0.0/0"}, {{"8.8.8.8"}}, true},
    {"IpAddress", "k", {"2001:DB8:1234:5678::/64"}, {{"2001:db8:1234:5678::1"}}, true},
    {"IpAddress", "k", {"2001:DB8:1234:5678::/64"}, {{"2001:db8:1234:5679::1"}}, false},
    {"IpAddress", "k", {"203.0.113.0/24"}, {{"2001:db8::1"}}, false},
    {"IpAddress", "k", {"203.0.113.0/33"}, {{"203.0.113.1"}}, false},
    {"NotIpAddress", "k", {"203.0.113.0/24"}, {{"198.51.100.1"}}, true},
    {"NotIpAddress", "k", {"203.0.113.0/24"}, {{"203.0.113.1"}}, false},
    {"NotIpAddress", "k", {"203.0.113.0/24"}, {}, true},

    {"ArnEquals", "k", {"arn:aws:sns:*:*:t"}, {{"arn:aws:sns:eu-central-1:111122223333:t"}}, true},
    {"ArnLike", "k", {"arn:aws:iam::*:role/a*"}, {{"arn:aws:iam::111122223333:role/admin"}}, true},
    {"ArnLike", "k", {"arn:aws:iam::*:role/a"}, {{"arn:aws:iam::111122223333:role/admin"}}, false},
    {"ArnNotEquals", "k", {"arn:aws:sns:*:*:t"}, {{"arn:aws:sns:eu-central-1:111122223333:u"}}, true},
    {"ArnNotLike", "k", {"arn:aws:iam::*:role/*"}, {{"arn:aws:iam::111122223333:role/admin"}}, false},
    {"ArnLikeIfExists", "k", {"arn:aws:iam::*:role/*"}, {}, true},

    {"Null", "k", {"true"}, {}, true},
    {"Null", "k", {"true"}, {{"a"}}, false},
    {"Null", "k", {"false"}, {{"a"}}, true},
    {"Null", "k", {"false"}, {}, false},

    {"ForAllValues:StringEquals", "k", {"a", "b"}, {{"a", "b"}}, true},
    {"ForAllValues:StringEquals", "k", {"a", "b"}, {{"a", "c"}}, false},
    {"ForAllValues:StringEquals", "k", {"a"}, {}, true},
    {"ForAllValues:StringLike", "k", {"a*"}, {{"ab", "ac"}}, true},
    {"ForAllValues:StringNotEquals", "k", {"x"}, {{"a", "b"}}, true},
    {"ForAllValues:StringNotEquals", "k", {"x"}, {{"a", "x"}}, false},
    {"ForAnyValue:StringEquals", "k", {"a"}, {{"a", "c"}}, true},
    {"ForAnyValue:StringEquals", "k", {"a"}, {{"b", "c"}}, false},
    {"ForAnyValue:StringEquals", "k", {"a"}, {}, false},
    {"ForAnyValue:StringNotEquals", "k", {"a"}, {{"a", "b"}}, true},
    {"ForAnyValue:StringNotEquals", "k", {"a"}, {{"a"}}, false},
    {"ForAnyValue:StringNotEquals", "k", {"a"}, {}, false},
    {"ForAnyValue:StringEqualsIfExists", "k", {"a"}, {}, true},
    {"ForAllValues:ArnLike", "k", {"arn:aws:iam::*:role/*"}, {{"arn:aws:iam::1:role/x"}}, true},
    {"StringEquals", "k", {"a"}, {{"a", "b"}}, true},
    {"StringNotEquals", "k", {"a"}, {{"a", "b"}}, false},

    {"StringEquals", "k", {"${aws:username}"}, {{"ann"}}, true},
    {"StringEquals", "k", {"${aws:absent}"}, {{"ann"}}, false},
    {"StringNotEquals", "k", {"${aws:absent}"}, {{"ann"}}, true},
    {"StringLike", "k", {"${aws:username}-*"}, {{"ann-1"}}, true},
};

TEST(ConditionOperators, HoldAsIamSays) {
  for (const Row& row : kRows) {
    const auto op = ConditionOperator::parse(row.op);
    ASSERT_TRUE(op) << row.op;
    ContextMap keys{{"aws:username", {"ann"}}};
    if (row.actual) keys.set(row.key, *row.actual);
    EXPECT_EQ(holds(Condition::make(*op, row.key, row.wanted, Variables::kExpand), keys), row.holds)
        << row.op << " " << join(row.wanted, ",") << " against "
        << (row.actual ? join(*row.actual, ",") : "nothing");
  }
}

TEST(ConditionOperators, UnknownOnesAreNone) {
  for (const char* name :
       {"", "StringEqual", "ForAll:StringEquals", "NullIfExists", "IfExists", "NotBool", "DateLike"})
    EXPECT_FALSE(ConditionOperator::parse(name)) << name;
}

}  // namespace
}  // namespace eni::iam
