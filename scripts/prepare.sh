# Sourced by nvenc, jshell and others here: finds a JDK, builds what is missing or stale, and sets
#   jdk          the JDK's folder
#   java_options module path, modules and native access
#   cache        the folder of this JDK's AOT cache, see aot-cache

project=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

# Answers whether folder $1 holds a JDK that can run us. Its release file saves starting it.
is_new_enough() {
    [[ -x $1/bin/javac && -f $1/release ]] || return 1
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [[ $version -ge 22 ]]
}

# The user's own choice goes first: JAVA_HOME, then PATH, then what is installed where JDKs usually are.
find_jdk() {
    local on_path candidate
    on_path=$(readlink -f "$(command -v java)" || true)
    for candidate in "${JAVA_HOME:-}" "${on_path%/bin/java}" \
            /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/java/* /opt/jdk*; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "nvenc4j needs JDK 22 or later, and found none in JAVA_HOME, PATH, /usr/lib/jvm, ~/.sdkman, ~/.jdks or /opt." \
        "Install one (a package such as temurin-25-jdk or openjdk-25-jdk), or set JAVA_HOME to it." >&2
    return 1
}

is_stale() {
    [[ ! -f $built ]] || [[ -n $(find "$project"/pom.xml "$project"/src/{main,generated} -newer "$built" -print -quit) ]]
}

build() {
    if ! command -v mvn > /dev/null; then
        echo "nvenc4j is built by Maven, and there is no mvn on PATH. Install Maven 3.8 or later." >&2
        return 1
    fi
    echo "building nvenc4j (first use, or its sources changed) ..." >&2
    command -v java > /dev/null || export JAVA_HOME=${JAVA_HOME:-$jdk}
    mvn --batch-mode --quiet --file "$project/pom.xml" compile dependency:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$libraries" >&2 &&
        touch "$built"
}

libraries=$project/target/cli-lib
built=$libraries/.built
jdk=$(find_jdk) || exit 1
if is_stale; then
    build || exit 1
fi

# Besides ours, three libraries of the command line load native code: FFmpeg's codecs twice, and the terminal's width.
native_access=--enable-native-access=org.nvenc4j,org.bytedeco.javacpp,org.bytedeco.ffmpeg,org.jline.nativ
java_options=(--module-path "$project/target/classes:$libraries" --add-modules ALL-MODULE-PATH)

cache=$project/target/cli-cache/$(cksum < "$jdk/release" | cut -d ' ' -f 1)
