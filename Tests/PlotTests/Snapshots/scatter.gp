set terminal svg size 760,414 font 'Helvetica,Arial,sans-serif,14' noenhanced background rgb '#fdfdfc'
set encoding utf8
set border 3 linewidth 1 linecolor rgb '#7a8087'
set tics nomirror out scale 0.4 textcolor rgb '#2b2f33'
set grid linetype 1 linewidth 1 linecolor rgb '#e6e8ea'
set xtics offset 0, 0.3
unset key
$panel0 << EOD
0.0 0.0 7.0 3351176.0
1.0 0.0 9.0 13395575.0
9.0 3.0 5.0 1144627.0
EOD
$panel1 << EOD
-1.0 2.0 9.0 13395575.0
EOD
set label '' at screen 0.39553, screen 0.95652 front point pointtype 7 pointsize 1 linecolor rgb '#332288'
set label 'zero' at screen 0.40868, screen 0.95652 left front font ',14' textcolor rgb '#2b2f33'
set label '' at screen 0.48858, screen 0.95652 front point pointtype 9 pointsize 1 linecolor rgb '#cc6677'
set label 'one' at screen 0.50174, screen 0.95652 left front font ',14' textcolor rgb '#2b2f33'
set label '' at screen 0.57021, screen 0.95652 front point pointtype 5 pointsize 1 linecolor rgb '#117733'
set label 'two' at screen 0.58337, screen 0.95652 left front font ',14' textcolor rgb '#2b2f33'
set multiplot
set lmargin at screen 0.10000
set rmargin at screen 0.47895
set tmargin at screen 0.84058
set bmargin at screen 0.14493
unset logscale x
set xrange [-0.27:9.27]
set xtics ('0' 0.0, '5' 5.0)
unset logscale y
set yrange [-3.27:6.27]
set ytics ('0' 0.0, '5' 5.0)
set label 'PCA' at graph 0.5, screen 0.87923 center front font ',14' textcolor rgb '#2b2f33'
set label 'component 1' at graph 0.5, screen 0.04348 center front font ',14' textcolor rgb '#2b2f33'
set label 'component 2' at screen 0.02368, graph 0.5 center rotate by 90 front font ',14' textcolor rgb '#2b2f33'
plot \
  $panel0 using 1:2:3:4 with points pointsize 0.55 pointtype variable linecolor rgb variable
unset label
set lmargin at screen 0.60000
set rmargin at screen 0.97895
set tmargin at screen 0.84058
set bmargin at screen 0.14493
unset logscale x
set xrange [-1.5:-0.5]
set xtics ('-1.5' -1.5, '-1.0' -1.0, '-0.5' -0.5)
unset logscale y
set yrange [1.0:3.0]
set ytics ('1.0' 1.0, '1.5' 1.5, '2.0' 2.0, '2.5' 2.5, '3.0' 3.0)
set label 'code' at graph 0.5, screen 0.87923 center front font ',14' textcolor rgb '#2b2f33'
set label 'code 1' at graph 0.5, screen 0.04348 center front font ',14' textcolor rgb '#2b2f33'
set label 'code 2' at screen 0.52368, graph 0.5 center rotate by 90 front font ',14' textcolor rgb '#2b2f33'
plot \
  $panel1 using 1:2:3:4 with points pointsize 0.55 pointtype variable linecolor rgb variable
unset label
unset multiplot
